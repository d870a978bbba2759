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
            "first_seen": .text(moment(session.createdAt)),
            "first_seen_iso": .text(session.createdAt.formatted(.iso8601)),
            "last_seen": .text(moment(session.lastSeenAt)),
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

    /// As `2026-11-24 18:12`, in UTC.
    static func moment(_ date: Date) -> String {
        String(date.formatted(.iso8601).prefix(16)).replacing("T", with: " ")
    }

    /// As `2026-11-24`, in UTC.
    static func day(_ date: Date) -> String { String(date.formatted(.iso8601).prefix(10)) }
}
