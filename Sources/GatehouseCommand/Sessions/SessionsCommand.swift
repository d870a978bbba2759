import ArgumentParser

/// Work with the site's sessions.
struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List and end the site's sessions.",
        discussion: """
            Settings come from the environment and the file .env, as for `serve`. A session is named by the SHA-256 of \
            its token, which lets nobody in. Status: 0 done; 1 not done, or a session was not there; 2 wrong usage.
            """,
        subcommands: [
            ListSessionsCommand.self, RevokeSessionsCommand.self, ClearExpiredCommand.self, DecodeSessionCommand.self,
        ])
}
