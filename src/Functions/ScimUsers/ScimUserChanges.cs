using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Changes users, each by its version: again from the start where somebody else was faster, so that no change is lost.</summary>
public sealed class ScimUserChanges(ScimUsersTable users, WorkspaceUsersTable people, ScimLeaving leaving, ActivityTable activity, TimeProvider clock)
{
    private const int MostTries = 20;

    /// <summary>Changes one user. Leaving comes before the rest, so that a call that is refused has changed nothing.</summary>
    /// <param name="call">The call, whose <c>If-Match</c> is honoured.</param>
    /// <param name="id">The user.</param>
    /// <param name="change">The user as they are wished, of the one there is. Called once for each attempt.</param>
    /// <param name="client">Starts tasks.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<ScimUser> ChangeAsync(HttpRequest call, string id, Func<ScimUser, ScimUserWish> change, DurableTaskClient client, CancellationToken cancel)
    {
        var caller = ScimCaller.Of(call);
        var left = false;
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var before = await users.FindAsync(caller.SourceId, id, cancel) ?? throw ScimException.NotFound(id);
            // What this call itself did since is no other version.
            if (!left)
                call.RequireMatch(before.Person.Tag);
            var wish = change(before);
            var after = Wanted(before, wish, caller);
            await RefuseTakenAsync(before, after, cancel);
            // Also whoever somebody brought back since: nobody leaves without their hubs being looked at.
            if (wish.Active == false && (!left || before.Person.Active))
            {
                left = await leaving.TryLeaveAsync(caller, before.Person, client, cancel);
                continue;
            }

            if (IsSame(before, after))
            {
                // It may have been cut short between their row and the telling of it: the provider says it again.
                if (wish.Active == true && before.Person.Active)
                    await leaving.TellReturnedAsync(before.Person.Id, client, cancel);
                return before;
            }

            var isBack = !before.Person.Active && after.Person.Active;
            // What is written is told, also where the provider hangs up in between: sent again it is nothing new.
            var (saved, user) = await users.SaveAsync(before, after with { Person = after.Person with { IsUntold = isBack } }, CancellationToken.None);
            if (saved == ScimSaved.NameTaken)
                throw ScimException.Taken($"There is a user {wish.UserName} already.");
            if (saved != ScimSaved.Yes)
                continue;
            await activity.AppendAsync(null, Entries(caller, before, user), CancellationToken.None);
            if (isBack)
                await leaving.TellReturnedAsync(user.Person.Id, client, cancel);
            return user;
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The person is being changed by others at the same time.");
    }

    private ScimUser Wanted(ScimUser before, ScimUserWish wish, ScimCaller caller)
    {
        var told = ScimUserWish.Of(ScimUserViews.Attributes(before)).Addresses;
        var said = ScimUserPeople.Changed(before.Person, told, wish, caller);
        var person = wish.Active == true ? Coming.Of(said) : said with { Active = wish.Active ?? before.Person.Active };
        return before with { Person = person, UserName = wish.UserName, ExternalId = wish.ExternalId, Attributes = wish.Attributes.ToJsonString(), ChangedAt = clock.GetUtcNow() };
    }

    // Two people with one address would be nobody's match. Who comes back may find their addresses given to others.
    private async Task RefuseTakenAsync(ScimUser before, ScimUser after, CancellationToken cancel)
    {
        var held = before.Person.Active || !after.Person.Active ? WorkspaceUserKeys.AddressesOf(before.Person) : new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in WorkspaceUserKeys.AddressesOf(after.Person).Except(held, StringComparer.Ordinal))
        {
            if ((await people.FindByAddressAsync(address, cancel)).Any(person => person.Active && person.Id != before.Person.Id))
                throw ScimException.Taken($"The address {address} is another person's.");
        }
    }

    private static bool IsSame(ScimUser before, ScimUser after) =>
        JsonNode.DeepEquals(JsonNode.Parse(before.Attributes), JsonNode.Parse(after.Attributes)) && before.Person == after.Person with { Aliases = before.Person.Aliases }
        && before.Person.Aliases.SequenceEqual(after.Person.Aliases, StringComparer.Ordinal);

    private static List<ActivityEntry> Entries(ScimCaller caller, ScimUser before, ScimUser after)
    {
        var entry = ActivityEntry.Of(caller.Actor, after.ChangedAt, "") with { Target = after.Person.Email, UserId = after.Person.Id };
        var entries = new List<ActivityEntry>();
        if (!before.Person.Active && after.Person.Active)
            entries.Add(entry with { Event = "personReturned" });
        if (!WorkspaceUserKeys.AddressesOf(before.Person).SetEquals(WorkspaceUserKeys.AddressesOf(after.Person)))
            entries.Add(entry with { Id = $"{entry.Id}-2", Event = "personChanged", Before = Addresses(before), After = Addresses(after) });
        return entries;
    }

    private static string Addresses(ScimUser user) => string.Join(", ", user.Person.Aliases.Prepend(user.Person.Email).DistinctBy(EmailAddress.KeyOf, StringComparer.Ordinal).Take(10));
}
