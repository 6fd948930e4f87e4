using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Functions.Probing;

/// <summary>Probes as the API shows them.</summary>
internal static class ProbeViews
{
    /// <summary>A report, with what is verified by now and what came of a person's word.</summary>
    public static ProbeResponse Of(ProbeReport report, MapVerification? inForce, ProbeVerificationResponse? asked) => new(
        report.Map.Host, report.Map.Name, report.Map.Version, report.Map.Digest, report.IsRealSite, report.Language, report.Workspace?.Id, report.Workspace?.Name,
        [.. report.Places.Select(Of)],
        [.. report.Effects.Select(effect => new ProbedEffectResponse(effect.Effect, effect.Lacking.Count == 0, effect.Lacking, !report.IsRealSite || inForce?.Effects.Contains(effect.Effect) == true))],
        [.. report.Answers.Select(answer => new ProbedAnswerResponse(answer.Name, answer.Path, answer.Seen))],
        [.. report.Blocked.Select(blocked => new BlockedHostResponse(blocked.Host, blocked.Kind))],
        report.NotLooked, asked);

    private static ProbedPlaceResponse Of(ProbedPlace place) => new(
        place.Name, [.. place.Landmarks.Select(landmark => new ProbedLandmarkResponse(landmark.Key, landmark.State, landmark.Count, landmark.Candidate))],
        place.Trouble, place.Unknown, place.EvidenceId);
}
