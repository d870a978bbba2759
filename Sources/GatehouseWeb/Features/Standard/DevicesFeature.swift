import GatehouseAuth
import GatehouseBase
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// Where the account is signed in, and ending that.
struct DevicesFeature<User: Account> {
    func parts(_ settings: WebSettings) -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .devices, summary: "Where the account is signed in", needsUser: true, get: Page.withUser(show),
                answer: ["devices": .devices]),
            Page(
                .devices, suffix: "revoke/", summary: "Sign a device out", needsUser: true, post: Page.withUser(revoke),
                form: { [FormField("device", .hidden)] }),
            Page(
                .devices, suffix: "revoke-others/", summary: "Sign all other devices out", needsUser: true,
                post: Page.withUser(revokeOthers)),
        ]
        parts.sections = [AccountSection("Devices", .devices)]
        return parts
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let session = try await context.session
        let devices = try await context.site.lifecycle.devices(of: user, current: session.id)
        return try await context.show(
            "devices",
            [
                "devices": .list(devices.map { DeviceView.model($0) { context.text($0) } }),
                "has_others": .flag(devices.count > 1),
            ],
            json: ["devices": .array(devices.map(DeviceView.json))])
    }

    @Sendable private func revoke(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let device = try await context.formData().single("device") ?? ""
        let isDone = try await context.site.lifecycle.revokeDevice(
            device, of: user, client: try context.visit.client)
        guard isDone else { throw PageRefusal(.notFound, PageTexts.deviceUnknown) }
        return context.done(context.paths.path(.devices), [PageMessage(message: PageTexts.deviceSignedOut)])
    }

    @Sendable private func revokeOthers(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let session = try await context.session
        _ = try await context.site.lifecycle.revokeOtherDevices(
            of: user, keeping: session.id, client: try context.visit.client)
        return context.done(context.paths.path(.devices), [PageMessage(message: PageTexts.othersSignedOut)])
    }
}
