namespace Seatkeeper.Domain.Hubs;

/// <summary>Where a business hub stands.</summary>
public enum HubState
{
    /// <summary>The connection is being verified.</summary>
    Connecting,
    /// <summary>Verified; checks run.</summary>
    Connected,
    /// <summary>Needs a person; see the attention reason.</summary>
    NeedsAttention,
    /// <summary>Being removed; nothing else may change it.</summary>
    Removing,
    /// <summary>Removed. What is left is what its tasks and activity are read by.</summary>
    Removed,
}

/// <summary>Why a hub needs a person.</summary>
public enum AttentionReason
{
    /// <summary>The automation account's sign-in, role or secret has to be looked at.</summary>
    ReviewAutomationAccount,
    /// <summary>The workspace, identifier or settings have to be looked at.</summary>
    ReviewConfiguration,
    /// <summary>The app's pages no longer look as the page map says.</summary>
    AppLayoutChanged,
    /// <summary>A task of the hub waits for a person.</summary>
    WaitingForPerson,
    /// <summary>Checks failed three times in a row.</summary>
    ChecksFailing,
}
