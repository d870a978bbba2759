import GatehouseAuth
import GatehouseBase
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the list of devices shows of one.
enum DeviceView {
    static func model(_ device: Device, _ translate: (Message.Words) -> String) -> TemplateValue {
        let session = device.session
        return [
            "id": .text(device.id), "agent": .text(translate(device.agentWords)),
            "address": .text(session.client.address ?? ""), "is_current": .flag(device.isCurrent),
            "first_seen": .text(ShownDate.moment(session.createdAt)),
            "first_seen_iso": .text(session.createdAt.formatted(.iso8601)),
            "last_seen": .text(ShownDate.moment(session.lastSeenAt)),
            "last_seen_iso": .text(session.lastSeenAt.formatted(.iso8601)),
        ]
    }

    static func json(_ device: Device) -> JSONValue {
        [
            "id": .string(device.id), "agent": .string(device.agent),
            "address": device.session.client.address.map(JSONValue.string) ?? .null,
            "first_seen": .string(device.session.createdAt.formatted(.iso8601)),
            "last_seen": .string(device.session.lastSeenAt.formatted(.iso8601)), "is_current": .bool(device.isCurrent),
        ]
    }
}
