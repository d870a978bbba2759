import GatehouseBSON
import GatehouseBase
package import GatehouseDocuments
package import GatehouseMail
package import GatehouseSigning

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Mails that wait in a database, in the collection `mails`, for all instances of a site.
///
/// A mail is taken by one conditional write that moves its time to the end of a lease: of all instances one gets it, and
/// when that one is killed, the mail is due again. The clocks of instances may differ by less than a lease.
package struct DocumentMailStore: MailStore {
    private let rows: Documents<MailRow>
    private let box: SecretBox

    /// - Parameter keys: seal the mails, and open those that older ones sealed.
    package init(in database: DocumentDatabase, keys: SecretKeys) {
        rows = Documents(MailRow.self, in: database)
        box = SecretBox(keys, purpose: "mails that wait")
    }

    /// Makes the indexes by which due mails are found and old ones go.
    ///
    /// - Throws: `IndexConflictError`, `MongoError`.
    package func ensureIndexes() async throws -> IndexReport { try await rows.ensureIndexes() }

    package var outlivesProcess: Bool { true }

    package func forget() {}

    package func add(_ mails: [WaitingMail]) async throws {
        var new = try mails.map { mail in
            MailRow(
                id: mail.message.id, dueAt: mail.dueAt, attempts: 0, expiresAt: mail.expiresAt,
                sealed: try box.seal(Array(mail.message.document.storage), for: mail.message.id))
        }
        do {
            try await rows.insert(contentsOf: &new)
        } catch let error as DocumentError where error.code == .duplicate {
            // An insert whose answer was lost was made again: those that are there are these.
            for var row in new {
                do { try await rows.insert(&row) } catch let error as DocumentError where error.code == .duplicate {}
            }
        }
    }

    package func take(at now: Date, until lease: Date) async throws -> TakenMail? {
        let claim = Hexadecimal.text(RandomText.bytes(count: 8))
        let row = try await rows.modify({ $0.dueAt <= now }, sortedBy: { [$0.dueAt.ascending] }) {
            [$0.dueAt.set(lease), $0.claim.set(claim), $0.attempts.inc(1)]
        }
        guard let row, let id = row.id else { return nil }
        let message = box.open(row.sealed, for: id).flatMap { MailMessage(bytes: $0.secret, id: id) }
        return TakenMail(id: id, claim: claim, attempt: row.attempts, expiresAt: row.expiresAt, message: message)
    }

    package func renew(_ mail: TakenMail, until lease: Date) async throws -> Bool {
        try await rows.update({ $0.id == mail.id && $0.claim == mail.claim }) { [$0.dueAt.set(lease)] } > 0
    }

    package func postpone(_ mail: TakenMail, until moment: Date) async throws {
        try await rows.update({ $0.id == mail.id && $0.claim == mail.claim }) {
            [$0.dueAt.set(moment), $0.claim.unset()]
        }
    }

    package func remove(_ mail: TakenMail) async throws {
        try await rows.delete { $0.id == mail.id && $0.claim == mail.claim }
    }

    package func outlook() async throws -> MailOutlook {
        let next = try await rows.first(sortedBy: { [$0.dueAt.ascending] }) { _ in .all }
        guard let next else { return MailOutlook(waiting: 0, next: nil) }
        return MailOutlook(waiting: try await rows.count(), next: next.dueAt)
    }
}

extension MailMessage {
    /// All of it but its id.
    fileprivate var document: BSONDocument {
        var members: [(String, BSONValue)] = [
            ("from", .string(from.address)), ("to", .string(to.address)), ("subject", .string(subject)),
            ("text", .string(text)),
        ]
        if let name = from.name { members.append(("from_name", .string(name))) }
        if let name = to.name { members.append(("to_name", .string(name))) }
        if let html { members.append(("html", .string(html))) }
        return BSONDocument(members)
    }

    fileprivate init?(bytes: [UInt8], id: String) {
        guard let document = try? BSONDocument(validating: bytes),
            let from = MailAddress(document["from"]?.string ?? "", name: document["from_name"]?.string),
            let to = MailAddress(document["to"]?.string ?? "", name: document["to_name"]?.string),
            let subject = document["subject"]?.string, let text = document["text"]?.string
        else { return nil }
        self.init(from: from, to: to, subject: subject, text: text, html: document["html"]?.string, id: id)
    }
}
