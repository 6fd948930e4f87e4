using System.Globalization;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>Imports people from JSON lines or CSV.</summary>
public sealed class ImportUsers(WorkspaceUsersTable users, ActivityTable activity, PeopleNews news, OwnedHubs owned, TimeProvider clock)
{
    private const int MostErrorsTold = 100;

    /// <summary>All lines or none; with <c>skipInvalid=true</c> all valid lines.</summary>
    [ApiCall("Imports people: adds and changes, nobody leaves", Body = typeof(ImportedUser), BodyTypes = [ImportLines.JsonLines, ImportLines.Csv], Answer = typeof(ImportResponse), Query = ["skipInvalid"])]
    [Function(nameof(ImportUsers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/directory/users/import")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "write the directory");
        var lines = ImportLines.Read(request.ContentType, await RequestBody.ReadBytesAsync(request, cancel));
        var plan = ImportPlan.Make(lines, await users.ReadAllAsync(cancel), caller.Role);
        await KeepOwnersAsync(plan, cancel);
        if (plan.Rejected.Count > 0 && !Flag(request, "skipInvalid")) throw Refuse(plan.Rejected);

        try
        {
            await SaveAsync(plan, caller, cancel);
        }
        finally
        {
            // Groups may have named them before anybody knew them. Also where it failed half-way: those who are stored stay, and a second
            // import finds nothing new of them.
            await news.TellAsync([.. plan.Added.Concat(plan.Returned).Select(person => person.Id)], client, cancel);
        }

        return Results.Ok(new ImportResponse(plan.Added.Count, plan.Changed.Count, plan.Unchanged, plan.Rejected));
    }

    // Several may lose it by one import: none of them keeps a hub owned for the others.
    private async Task KeepOwnersAsync(ImportPlan plan, CancellationToken cancel)
    {
        var lowered = plan.Lowered.ToList();
        var all = lowered.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var person in lowered)
        {
            if (await owned.FindOwnedAloneAsync(person.Id, all, cancel) is { } hub)
                plan.Refuse(person, $"role {person.Role} would leave the hub {hub} without an Owner; make somebody else its Owner first.");
        }
    }

    // Each transaction is told before the next one: a second import finds nothing new of whom it has stored.
    private async Task SaveAsync(ImportPlan plan, Caller caller, CancellationToken cancel)
    {
        var (now, saved, isTelling) = (clock.GetUtcNow(), new HashSet<string>(StringComparer.Ordinal), false);
        try
        {
            await users.SaveAsync([.. plan.Added, .. plan.Changed], async part =>
            {
                var ids = part.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
                saved.UnionWith(ids);
                isTelling = true;
                await activity.AppendAsync(null, [.. Entries(plan, ids, caller, now)], CancellationToken.None);
                isTelling = false;
            }, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 && !isTelling)
        {
            throw new RefusedException(RefusalKind.PreconditionFailed, "Somebody else changed people at the same time; import again, what is done already stays.");
        }
        finally
        {
            if (saved.Count > 0)
            {
                var summary = string.Create(CultureInfo.InvariantCulture, $"{plan.Added.Count(person => saved.Contains(person.Id))} added, {plan.Changed.Count(person => saved.Contains(person.Id))} changed");
                await activity.AppendAsync(null, ActivityEntry.Of(caller, now, "peopleImported") with { After = summary }, CancellationToken.None);
            }
        }
    }

    private static IEnumerable<ActivityEntry> Entries(ImportPlan plan, HashSet<string> ids, Caller caller, DateTimeOffset now)
    {
        var roles = plan.Roles.Where(role => ids.Contains(role.Person.Id)).Select(role =>
            ActivityEntry.Of(caller, now, "workspaceRoleChanged") with { Target = role.Person.Email, UserId = role.Person.Id, Before = role.Before?.ToString(), After = role.Person.Role.ToString() });
        // Each by name: an old file brings back people who left, and that is to be seen.
        var returned = plan.Returned.Where(person => ids.Contains(person.Id)).Select(person => ActivityEntry.Of(caller, now, "personReturned") with { Target = person.Email, UserId = person.Id });
        return [.. roles, .. returned];
    }

    private static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw FieldErrors.One(name, "must be true or false."),
    };

    private static RefusedException Refuse(IReadOnlyList<RejectedRow> rejected)
    {
        var fields = rejected.Take(MostErrorsTold).ToDictionary(row => $"line {row.Line}", row => new[] { row.Error }, StringComparer.Ordinal);
        var first = rejected[0];
        return new(new Refusal(RefusalKind.Invalid, $"{rejected.Count} lines are not valid, so nothing was imported; the first is line {first.Line}: {first.Error}", fields));
    }
}
