using Azure;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>Adds somebody from outside by hand.</summary>
public sealed class AddPartner(WorkspaceUsersTable users, ActivityTable activity, PeopleNews news, TimeProvider clock)
{
    private static readonly AddPartnerRules rules = new();

    /// <summary>A partner who left is taken back; an address that anybody else has is refused.</summary>
    [ApiCall("Adds a local partner", StatusCodes.Status201Created, Body = typeof(AddPartnerRequest), Answer = typeof(WorkspaceUserResponse))]
    [Function(nameof(AddPartner))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/directory/partners")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "write the directory");
        var body = await RequestBody.ReadAsync<AddPartnerRequest>(request, cancel);
        FieldErrors.Check(rules, body);

        var email = (body.Email ?? "").Trim();
        var known = (await users.ReadAllAsync(cancel)).Where(person => HasAddress(person, EmailAddress.KeyOf(email))).ToList();
        var left = known.Find(person => person is { Active: false, Kind: WorkspaceUserKind.LocalPartner });
        if (known.Exists(person => person != left)) throw Taken();
        var partner = new DirectoryPerson(
            left?.Id ?? PersonId.OfAddress(email), WorkspaceUserKind.LocalPartner, (body.Name ?? "").Trim(), null, email, [], WorkspaceRole.GuestUser, Active: true, left?.Tag ?? default)
        { IsUntold = true };
        // Both or none, whoever hangs up: asked again, the address is known already.
        await SaveAsync(partner, CancellationToken.None);
        await activity.AppendAsync(null, ActivityEntry.Of(caller, clock.GetUtcNow(), "partnerAdded") with { Target = email, UserId = partner.Id, After = partner.Name }, CancellationToken.None);
        // Whoever is back may be in groups already.
        await news.TellAsync([partner.Id], client, cancel);
        return Results.Created($"/api/v1/directory/users?search={Uri.EscapeDataString(email)}", partner.ToResponse());
    }

    private async Task SaveAsync(DirectoryPerson partner, CancellationToken cancel)
    {
        try
        {
            await users.SaveAsync([partner], cancel);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            throw Taken();
        }
    }

    private static bool HasAddress(DirectoryPerson person, string key) => person.Aliases.Append(person.Email).Any(address => EmailAddress.KeyOf(address) == key);

    private static Domain.Failures.RefusedException Taken() => FieldErrors.One("email", "is the address of a person who is known already.");
}

internal sealed class AddPartnerRules : AbstractValidator<AddPartnerRequest>
{
    public AddPartnerRules()
    {
        RuleFor(partner => partner.Name).Must(name => name?.Trim() is { Length: >= 1 and <= 200 } text && !text.Any(char.IsControl))
            .WithMessage("must be 1 to 200 characters, without control characters.");
        RuleFor(partner => partner.Email).Must(email => EmailAddress.TryParse(email, out _)).WithMessage($"{EmailAddress.Rule}.");
    }
}
