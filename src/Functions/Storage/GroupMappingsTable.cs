using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Which groups of identity providers are mapped to which hub.</summary>
public sealed class GroupMappingsTable(TableServiceClient service) : HubAssignmentsTable(service, Name)
{
    /// <summary>The table's name.</summary>
    public const string Name = "GroupMappings";
}
