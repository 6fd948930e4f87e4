using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Changes;

/// <summary>Whose hand changes a workspace: a request's, another person's, or the site's own.</summary>
internal sealed class Hand(SimWorld world, Workspace workspace, string email, Func<JournalKind, string, Func<JournalEntry, JournalEntry>, JournalEntry> note)
{
    public SimWorld World { get; } = world;

    public Workspace Workspace { get; } = workspace;

    /// <summary>Who invites or removes.</summary>
    public string Email { get; } = email;

    public static Hand Of(SimCall call, Workspace workspace) =>
        new(call.World, workspace, call.Session?.AccountEmail ?? "", (kind, what, more) => call.Note(kind, what, more));

    public static Hand Of(SimWorld world, Workspace workspace, JournalActor actor, string email) =>
        new(world, workspace, email, (kind, what, more) => world.Journal.Write(more(new JournalEntry
        {
            At = world.Clock.WallNow,
            SimAt = world.Clock.Now,
            Actor = actor,
            WorkspaceId = workspace.Id,
            Kind = kind,
            Name = what,
        })));

    /// <summary>Journals what took effect, with the seats as they are now.</summary>
    public void Effect(string what, string target, object? before, object? after, int? seatsPaidBefore = null, int moneyCents = 0) =>
        note(JournalKind.Effect, what, e => e with
        {
            WorkspaceId = Workspace.Id,
            Target = target,
            Before = Node(before),
            After = Node(after),
            SeatsPaidBefore = seatsPaidBefore ?? Workspace.Settings.SeatsPaid,
            SeatsPaidAfter = Workspace.Settings.SeatsPaid,
            MoneyCents = moneyCents,
        });

    private static JsonNode? Node(object? value) => value is null ? null : SimJson.Own.ToNode(value);
}
