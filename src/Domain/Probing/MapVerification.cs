using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Probing;

/// <summary>
/// A person's word that an app's pages are what the page map says, as far as a probe found them: for one site, one content of the map,
/// one language and one workspace. Where one of these is another, nothing is verified.
/// </summary>
/// <param name="Host">The site's host.</param>
/// <param name="MapDigest">SHA-256 of the map's content, in hex.</param>
/// <param name="Language">The language of the pages.</param>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Effects">The changes whose landmarks were all found; no other change is verified. Empty where a word was taken back.</param>
/// <param name="Word">What the person confirmed.</param>
/// <param name="ById">Who it was.</param>
/// <param name="ByName">What people call them.</param>
/// <param name="At">When.</param>
/// <param name="TaskId">The probe.</param>
/// <param name="Ways">By which way the probe reached a person's controls, where it was not their menu.</param>
/// <param name="Searched">The changes for which the probe found the box that the person's list is searched with.</param>
public sealed record MapVerification(
    string Host, string MapDigest, string Language, string WorkspaceId, IReadOnlyList<ChangeAction> Effects, string Word, string ById, string ByName, DateTimeOffset At, string TaskId,
    IReadOnlyDictionary<ChangeAction, string>? Ways = null, IReadOnlyList<ChangeAction>? Searched = null)
{
    /// <summary>Whether the person's list may be searched for a change, while a page is in some language.</summary>
    /// <param name="effect">The change.</param>
    /// <param name="language">The page's language.</param>
    public bool AllowsSearch(ChangeAction effect, string language) => Allows(effect, language) && Searched?.Contains(effect) == true;

    /// <summary>Whether a change may be sent while a page is in some language.</summary>
    /// <param name="effect">The change.</param>
    /// <param name="language">The page's language.</param>
    public bool Allows(ChangeAction effect, string language) => Effects.Contains(effect) && string.Equals(Language, language, StringComparison.Ordinal);

    /// <summary>Whether a change may be sent by a way to the person's controls, while a page is in some language.</summary>
    /// <param name="effect">The change.</param>
    /// <param name="language">The page's language.</param>
    /// <param name="way">One of <see cref="ControlWay"/>.</param>
    public bool Allows(ChangeAction effect, string language, string way) =>
        Allows(effect, language) && string.Equals(Ways?.GetValueOrDefault(effect) ?? ControlWay.Menu, way, StringComparison.Ordinal);

    /// <summary>Whether it is about this site, this content of the map, and this workspace.</summary>
    /// <param name="host">The site's host.</param>
    /// <param name="mapDigest">The map's digest.</param>
    /// <param name="workspaceId">The workspace; one that is known by its name alone is never the one that was verified.</param>
    public bool IsAbout(string host, string mapDigest, string workspaceId) =>
        string.Equals(Host, host, StringComparison.OrdinalIgnoreCase) && string.Equals(MapDigest, mapDigest, StringComparison.Ordinal)
        && string.Equals(WorkspaceId, workspaceId, StringComparison.Ordinal) && AppWorkspace.IsIdOfTheApp(workspaceId);
}
