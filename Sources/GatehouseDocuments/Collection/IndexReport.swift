public import GatehouseMongo

/// What is there of a collection's indexes; code that knows documents alone has it by this name.
public typealias IndexReport = GatehouseMongo.IndexReport
