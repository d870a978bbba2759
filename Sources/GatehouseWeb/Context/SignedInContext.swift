import GatehouseAuth
public import GatehouseDocuments
import GatehouseMessages
public import Hummingbird

/// A request context of somebody who is signed in: its user is there, and so is the user's key.
///
/// Groups made by `group(requiring: .signedIn)` have it; nobody else gets into them.
public struct SignedInContext<Parent: GatehouseRequestContext>: ChildRequestContext, GatehouseRequestContext {
    /// What Hummingbird keeps for a request.
    public var coreContext: CoreRequestContextStorage
    /// The context of the group around it, with what the application keeps there.
    public let parent: Parent
    /// Who is signed in.
    public let user: Parent.User
    /// The user's primary key.
    public let userID: Parent.User.ID

    /// The context of a request whose user was found.
    ///
    /// - Throws: a refusal, which leads to the page to sign in, where nobody is signed in.
    public init(context: Parent) throws {
        guard let user = context.visit.knownUser, let id = user.id else { throw PageRefusal(.unauthenticated) }
        coreContext = context.coreContext
        parent = context
        self.user = user
        userID = id
    }

    /// What Gatehouse knows of this request.
    public var visit: Visit<Parent.User> { parent.visit }

    /// The greatest size of a body, and the decoder of requests, are those of the group around it.
    public var maxUploadSize: Int { parent.maxUploadSize }
    /// The decoder of requests is that of the group around it.
    public var requestDecoder: Parent.Decoder { parent.requestDecoder }
    /// The encoder of answers is that of the group around it.
    public var responseEncoder: Parent.Encoder { parent.responseEncoder }
}
