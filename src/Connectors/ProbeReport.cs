using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors;

/// <summary>What a probe is to look at.</summary>
/// <param name="Workspace">The pinned workspace, or null where none is known yet; in another one no dialog is opened.</param>
/// <param name="OpenDialogs">A person lets it open menus and dialogs, and leave them again.</param>
public sealed record ProbeWish(AppWorkspace? Workspace, bool OpenDialogs);

/// <summary>A page map, by its content, and the site that it is for.</summary>
/// <param name="Host">The site's host.</param>
/// <param name="Name">The map's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">SHA-256 of its content, in hex.</param>
public sealed record MapIdentity(string Host, string Name, int Version, string Digest);

/// <summary>How an app's pages compare with its page map. Nothing was sent to the app to find out.</summary>
/// <param name="Map">The map.</param>
/// <param name="IsRealSite">Whether effects need a person's verification there.</param>
/// <param name="Language">The language of the pages, or null where they show none that the map knows, or more than one.</param>
/// <param name="Workspace">The workspace that was open, or null where no page tells it.</param>
/// <param name="Places">Pages, menus and dialogs.</param>
/// <param name="Effects">Which changes could be made by what was found.</param>
/// <param name="Answers">The pages' own data that the map knows.</param>
/// <param name="Blocked">What the pages wanted and the allow-lists kept from them.</param>
/// <param name="NotLooked">Landmarks of the map that no ordinary visit shows.</param>
public sealed record ProbeReport(
    MapIdentity Map,
    bool IsRealSite,
    string? Language,
    AppWorkspace? Workspace,
    IReadOnlyList<ProbedPlace> Places,
    IReadOnlyList<ProbedEffect> Effects,
    IReadOnlyList<ProbedAnswer> Answers,
    IReadOnlyList<BlockedHost> Blocked,
    IReadOnlyList<string> NotLooked);

/// <summary>A page, a menu or a dialog.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Landmarks">What belongs there.</param>
/// <param name="Trouble">Why it could not be looked at as a visit does, or null.</param>
/// <param name="Unknown">What a dialog says or holds besides, addresses taken out: a change would stop there.</param>
/// <param name="EvidenceId">Its picture and accessibility tree, or null where none could be taken.</param>
public sealed record ProbedPlace(string Name, IReadOnlyList<ProbedLandmark> Landmarks, string? Trouble, IReadOnlyList<string> Unknown, string? EvidenceId);

/// <summary>A landmark.</summary>
/// <param name="Key">Its key in the map.</param>
/// <param name="State">Whether it was found.</param>
/// <param name="Count">How many elements fit.</param>
/// <param name="Candidate">The candidate that matched, as the map writes it; null where none did.</param>
public sealed record ProbedLandmark(string Key, LandmarkState State, int Count, string? Candidate);

/// <summary>Whether a change could be made.</summary>
/// <param name="Effect">The change.</param>
/// <param name="Lacking">What it uses and was not found; empty where everything was.</param>
/// <param name="Way">By which way a person's controls were reached; one of <see cref="ControlWay"/>.</param>
/// <param name="Searches">The box that the person's list is searched with was found.</param>
public sealed record ProbedEffect(ChangeAction Effect, IReadOnlyList<string> Lacking, string Way = ControlWay.Menu, bool Searches = false);

/// <summary>Data that a page fetches for itself.</summary>
/// <param name="Name">Its name in the map.</param>
/// <param name="Path">Its path.</param>
/// <param name="Seen">Whether a page fetched it.</param>
public sealed record ProbedAnswer(string Name, string Path, bool Seen);

/// <summary>What pages wanted and did not get.</summary>
/// <param name="Host">The host.</param>
/// <param name="Kind">What it was: document, script, image, window, download, or a method other than GET with it.</param>
public sealed record BlockedHost(string Host, string Kind);
