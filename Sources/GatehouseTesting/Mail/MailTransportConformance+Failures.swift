import GatehouseMail

extension MailTransportConformance {
    static var failureChecks: [Check] {
        [
            check("where the other end is not there, the mail is not given up and nothing of it is told") { subject in
                let mail = try mail(text: "a secret link")
                var failure: (any Error)?
                do { try await subject.unreachable.send(mail) } catch { failure = error }
                let error = try require(failure, "it counts as sent")
                try expect(!(error is CancellationError), "it counts as cancelled")
                // Any other error is tried again.
                if let error = error as? MailError { try expect(error.isTemporary, "it would be given up") }
                for part in [mail.subject, "a secret link", "ann@example.org"] {
                    try expect(!"\(error)".contains(part), "the error's description holds \(part)")
                }
            },
            check("a mail of a task that was cancelled has arrived, or its sender is told that it may not have") {
                subject in
                let mail = try mail(text: "cancelled")
                let task = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await subject.transport.send(mail)
                }
                guard case .success = await task.result else { return }
                try expect(try await subject.count(mail.subject) == 1, "it counts as sent and did not arrive")
            },
            check("a mail after the end is refused, or arrives") { subject in
                await subject.transport.shutdown()
                let mail = try mail(text: "late")
                do { try await subject.transport.send(mail) } catch { return }
                try expect(try await subject.count(mail.subject) == 1, "it counts as sent and did not arrive")
            },
        ]
    }
}
