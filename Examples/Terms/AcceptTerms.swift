import Gatehouse
import Hummingbird

/// A step of the gate: nobody is signed in before they have accepted the terms in their newest version.
struct AcceptTerms: GateStep {
    static let version = 2
    let name = "terms"
    let path = "/terms/"

    func isDue(for proof: Proof<User>) -> Bool { proof.user.acceptedTerms != Self.version }

    /// Adds its page, for whoever waits at the step.
    func addPage(to router: Router<GatehouseContext<User>>, _ gatehouse: Gatehouse<User>) {
        router.get("terms") { request, context -> Response in
            guard try await context.visit.waiting?.step.name == name else { return .redirect(to: "/signin/") }
            let next = request.uri.queryParameters.get("next") ?? ""
            return try await gatehouse.page("terms", ["next": .text(next)], for: context.visit)
        }
        router.post("terms") { request, context -> Response in
            guard let waiting = try await context.visit.waiting, waiting.step.name == name else {
                return .redirect(to: "/signin/")
            }
            var user = waiting.user
            try await gatehouse.accounts.documents.update(&user) { $0.acceptedTerms = Self.version }
            let next = try await context.visit.formData(request).single("next")
            return try await gatehouse.continueSignIn(next: next, request, context)
        }
    }
}
