using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Contracts;

/// <summary>Compares the app's pages with the page map.</summary>
/// <param name="OpenDialogs">Lets the probe open the controls of one ordinary member and of one invitation, and each dialog, and leave them again; nothing is sent.</param>
/// <param name="Verify">Records the caller's word that the pages are what the map says, for the changes whose landmarks are all found in this probe.</param>
/// <param name="Word">With <paramref name="Verify"/>: what the caller confirmed, 20 to 500 characters.</param>
public sealed record ProbeRequest(bool OpenDialogs = false, bool Verify = false, string? Word = null);

/// <summary>How the app's pages compare with the page map.</summary>
/// <param name="Host">The site.</param>
/// <param name="MapName">The map.</param>
/// <param name="MapVersion">Its version.</param>
/// <param name="MapDigest">SHA-256 of its content, in hex.</param>
/// <param name="IsRealSite">Whether changes need a verified map there.</param>
/// <param name="Language">The language of the pages, or null where the map knows none of them, or they are in several.</param>
/// <param name="WorkspaceId">The workspace that was open, or null where no page tells it; <c>name:…</c> where only its name is told.</param>
/// <param name="WorkspaceName">Its name.</param>
/// <param name="Places">Pages, menus and dialogs.</param>
/// <param name="Effects">Which changes could be made by what was found, and which are permitted.</param>
/// <param name="Answers">The pages' own data that the map knows.</param>
/// <param name="Blocked">What the pages wanted and did not get, by host and kind.</param>
/// <param name="NotLooked">Landmarks that no ordinary visit shows: of the sign-in, of trouble, and of what comes after something was sent.</param>
/// <param name="Verification">What came of the caller's word, or null where none was given.</param>
public sealed record ProbeResponse(
    string Host, string MapName, int MapVersion, string MapDigest, bool IsRealSite, string? Language, string? WorkspaceId, string? WorkspaceName,
    IReadOnlyList<ProbedPlaceResponse> Places, IReadOnlyList<ProbedEffectResponse> Effects, IReadOnlyList<ProbedAnswerResponse> Answers,
    IReadOnlyList<BlockedHostResponse> Blocked, IReadOnlyList<string> NotLooked, ProbeVerificationResponse? Verification);

/// <summary>A page, a menu or a dialog.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Landmarks">What belongs there.</param>
/// <param name="Trouble">Why it could not be looked at as a visit does, or what the page wanted to send meanwhile; or null.</param>
/// <param name="Unknown">What a dialog holds that the map does not know, addresses taken out; a change would stop there.</param>
/// <param name="EvidenceId">Its picture and accessibility tree, at <c>/tasks/{id}/evidence/{n}</c>.</param>
public sealed record ProbedPlaceResponse(string Name, IReadOnlyList<ProbedLandmarkResponse> Landmarks, string? Trouble, IReadOnlyList<string> Unknown, string? EvidenceId);

/// <summary>A landmark.</summary>
/// <param name="Key">Its key in the map.</param>
/// <param name="State">Whether it was found.</param>
/// <param name="Count">How many elements fit.</param>
/// <param name="Candidate">The candidate that matched, or null.</param>
public sealed record ProbedLandmarkResponse(string Key, LandmarkState State, int Count, string? Candidate);

/// <summary>A change.</summary>
/// <param name="Effect">The change.</param>
/// <param name="IsComplete">Whether this probe found all that it uses.</param>
/// <param name="Lacking">What it did not find.</param>
/// <param name="IsPermitted">Whether it may be sent now: on the real site only what was verified.</param>
public sealed record ProbedEffectResponse(ChangeAction Effect, bool IsComplete, IReadOnlyList<string> Lacking, bool IsPermitted);

/// <summary>Data that a page fetches for itself.</summary>
/// <param name="Name">Its name in the map.</param>
/// <param name="Path">Its path.</param>
/// <param name="Seen">Whether a page fetched it.</param>
public sealed record ProbedAnswerResponse(string Name, string Path, bool Seen);

/// <summary>What pages wanted and did not get.</summary>
/// <param name="Host">The host.</param>
/// <param name="Kind">What it was.</param>
public sealed record BlockedHostResponse(string Host, string Kind);

/// <summary>What came of a person's word.</summary>
/// <param name="IsVerified">Whether it was recorded.</param>
/// <param name="Effects">The changes that it was recorded for.</param>
/// <param name="Reason">Why not, or not for all.</param>
public sealed record ProbeVerificationResponse(bool IsVerified, IReadOnlyList<ChangeAction> Effects, string? Reason);
