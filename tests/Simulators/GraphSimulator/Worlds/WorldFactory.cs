using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>Makes a world from its recipe. Nothing of this is a change: no log, no journal, no notification.</summary>
internal static class WorldFactory
{
    public static SimWorld Create(string id, WorldRecipe recipe, TimeProvider time)
    {
        Check(recipe);
        var world = new SimWorld(id, recipe, time)
        {
            Options = SimJson.Own.Merge(new WorldOptions(), recipe.Options, "options"),
            Delivery = SimJson.Own.Merge(new DeliveryOptions(), recipe.Delivery, "delivery"),
        };
        var now = world.Clock.Now;
        foreach (var person in recipe.People) AddUser(world, person, now);
        var madeUp = MadeUpPeople.Of(recipe).Select(person => AddUser(world, person, now)).ToList();
        var groups = recipe.Groups.Select(group => (Recipe: group, Group: AddGroup(world, group, now))).ToList();
        foreach (var (group, made) in groups)
        {
            foreach (var member in group.Members) made.Add(world.Tenant.Find(member) ?? throw new BadControlRequestException("members", $"Nobody is '{member}'."));
            foreach (var member in madeUp.Skip(group.From).Take(group.MadeUp)) made.Add(member);
        }

        return world;
    }

    private static DirectoryUser AddUser(SimWorld world, UserFields fields, DateTimeOffset now)
    {
        var problem = world.Tenant.WhyNot(fields, besides: null);
        if (problem is not null) throw new BadControlRequestException("userPrincipalName", problem);
        return world.Tenant.AddUser(SimIds.Of(world.Recipe.Seed, "user", world.Tenant.NextOrdinal), fields with { CreatedDateTime = fields.CreatedDateTime ?? now });
    }

    private static DirectoryGroup AddGroup(SimWorld world, GroupRecipe group, DateTimeOffset now) => world.Tenant.AddGroup(
        SimIds.Of(world.Recipe.Seed, "group", world.Tenant.NextOrdinal),
        new GroupFields
        {
            DisplayName = group.DisplayName,
            MailNickname = string.Concat(group.DisplayName.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant(),
            GroupTypes = group.Unified ? ["Unified"] : [],
            SecurityEnabled = !group.Unified,
            MailEnabled = group.Unified,
            CreatedDateTime = now,
        });

    private static void Check(WorldRecipe recipe)
    {
        if (recipe.Users is < 0 or > 200_000) throw new BadControlRequestException("users", "From 0 to 200,000 people can be made up.");
        if (recipe.GuestEvery < 0) throw new BadControlRequestException("guestEvery", "A number from 0 on.");
        if (recipe.Groups.Any(group => group.MadeUp < 0 || group.From < 0 || group.From + group.MadeUp > recipe.Users))
            throw new BadControlRequestException("madeUp", "The group wants more made-up people than there are.");
    }
}
