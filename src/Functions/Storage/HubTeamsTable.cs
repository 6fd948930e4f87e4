using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Which teams were given which hub.</summary>
public sealed class HubTeamsTable(TableServiceClient service) : HubAssignmentsTable(service, Name)
{
    /// <summary>The table's name.</summary>
    public const string Name = "HubTeams";
}
