using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Seeding;

namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>Makes a world from its recipe.</summary>
internal static class WorldFactory
{
    public static SimWorld Create(string id, WorldRecipe recipe, TimeProvider time, int lastNumber = 0)
    {
        if (!DataSets.Names.Contains(recipe.Set)) throw new BadControlRequestException("set", $"There is no data set '{recipe.Set}'.");
        if (recipe.Plan is { } plan && !Plans.IsKnown(plan)) throw new BadControlRequestException("plan", $"There is no plan '{plan}'.");
        var world = new SimWorld(id, recipe, time) { LastNumber = lastNumber };
        var seeded = DataSets.Create(recipe.Set, recipe.Seed, recipe.Account.Email);
        foreach (var workspace in seeded.Workspaces) world.Add(Load(world, workspace, isFirst: workspace == seeded.Workspaces[0]));
        world.Options = SimJson.Own.Merge(new WorldOptions(), recipe.Options, "options");
        world.Latency = FindPreset(recipe.Latency ?? "instant");
        world.Add(OperatorAccount(recipe.Account, seeded.Workspaces[0].Id));
        return world;
    }

    public static LatencyProfile FindPreset(string name) =>
        LatencyProfile.Presets.GetValueOrDefault(name) ?? throw new BadControlRequestException("preset", $"There is no latency preset '{name}'.");

    private static Account OperatorAccount(AccountRecipe recipe, string workspaceId) => new(recipe.Email, recipe.Password)
    {
        TotpSecret = recipe.TotpSecret,
        Methods = recipe.TotpSecret is null ? [] : recipe.Methods,
        RequireEmailLink = recipe.RequireEmailLink,
        MaxSessions = recipe.MaxSessions,
        LastWorkspaceId = workspaceId,
    };

    private static Workspace Load(SimWorld world, SeededWorkspace seeded, bool isFirst)
    {
        var workspace = new Workspace(seeded.Id, Settings(world, seeded.Settings, isFirst));
        foreach (var member in seeded.Members)
        {
            workspace.Put(new Member(
                world.NextId("m"), member.Email, member.Name, member.Role, member.JoinedAt, member.LastActiveAt, member.TwoFactor));
        }

        foreach (var invitation in seeded.Invitations)
        {
            var id = world.NextId("i");
            workspace.Put(new Invitation(
                id, invitation.Email, invitation.Role, invitation.InvitedBy, invitation.SentAt, invitation.SentAt, ExpiresAt: null,
                $"t-{id}", invitation.Expired ? InvitationStatus.Expired : InvitationStatus.Pending));
        }

        return workspace;
    }

    private static WorkspaceSettings Settings(SimWorld world, WorkspaceSettings seeded, bool isFirst)
    {
        var settings = seeded with { PeriodEndsAt = world.Clock.Now.AddDays(12) };
        if (!isFirst) return settings;
        if (world.Recipe.Plan is { } plan) settings = Plans.Apply(settings, plan);
        settings = settings with { Variant = world.Recipe.Variant ?? settings.Variant, Locale = world.Recipe.Locale ?? settings.Locale };
        return SimJson.Own.Merge(settings, world.Recipe.Overrides, "overrides");
    }
}
