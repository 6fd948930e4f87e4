using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Who may make a call.</summary>
internal enum Access
{
    Anyone,
    SignedIn,

    /// <summary>Admin or Owner of the open workspace.</summary>
    Manager,

    /// <summary>A manager, or where the world says so any member.</summary>
    ListReader,
}

/// <summary>A JSON call of the page. Its work runs with the world's gate held.</summary>
internal sealed record ApiCall(string Name, Traffic Traffic, Access Access, Func<SimCall, SimAnswer> Run);
