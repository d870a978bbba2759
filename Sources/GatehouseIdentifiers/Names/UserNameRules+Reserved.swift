extension UserNameRules {
    /// Names that are not given out unless a site says otherwise: those that speak for the site, mailboxes that others rely
    /// on (RFC 2142), and parts of addresses of pages and hosts.
    public static let usualReserved: Set<String> = Set(
        """
        abuse accessibility account accounts admin administrator administrators admins all anonymous api app assets auth
        authentication autoconfig autodiscover billing blog bot broadcasthost cdn contact daemon dashboard dev dns download
        everyone example feedback ftp gatehouse git guest help helpdesk home hostmaster http https imap index info
        information invite isatap jobs legal localdomain localhost login logout mail mailerdaemon marketing me media
        messages moderator mx myaccount news nobody noc noreply null oauth official openid operator owner password payment
        payments pop pop3 postmaster press privacy profile public root sales saml security service services settings shop
        signin signout signup smtp ssl sso staff static status store superuser support sysadmin sysop system team terms test
        undefined user username users uucp verified verify web webmaster webmail wellknown wpad www you
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
