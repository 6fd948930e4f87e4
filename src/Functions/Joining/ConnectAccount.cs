using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Joining;

/// <summary>Connects a person's own account of the app to a hub.</summary>
public sealed class ConnectAccount(HubCalls calls, OwnMembers members, OwnAccountWriter writer, AccountTasks tasks)
{
    /// <summary>Saves it for the caller themself. Nothing signs in, unless <c>verify=true</c> asks for it.</summary>
    [ApiCall("Connect one's own account of the app", StatusCodes.Status201Created, Body = typeof(ConnectAccountRequest), Answer = typeof(AccountResponse), Query = ["verify"], HasTag = true)]
    [Function(nameof(ConnectAccount))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/accounts")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Name, cancel);
        HubCalls.RefuseIfRemoving(call.Hub);
        AccountAccess.RequireInPerson(call.Caller, "connect your own account");
        var verifies = Verifies(request);
        var body = await RequestBody.ReadAsync<ConnectAccountRequest>(request, cancel);
        FieldErrors.Check(new ConnectAccountRules(), body);
        if (call.Hub.State == HubState.Removing)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is being removed.");
        if (!OwnMembers.IsOneOf(await members.RequireAsync(call, cancel), body.Username ?? ""))
            throw FieldErrors.One("username", "must be the address of your own member in the app.");

        var account = await writer.AddAsync(call, body, cancel);
        var task = verifies ? await tasks.StartAsync(account.Id, new AccountWish(AutomatedTaskType.VerifyAccount, call.Caller), client, cancel) : null;
        request.SendTag(account.ShownTag);
        return Results.Created($"/api/v1/accounts/{account.Id}", account.ToResponse() with { TaskId = task?.Id });
    }

    private static bool Verifies(HttpRequest request) => request.Query["verify"].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw FieldErrors.One("verify", "must be true or false."),
    };
}

/// <summary>The rules for a person's own account. No message quotes a value.</summary>
internal sealed class ConnectAccountRules : AbstractValidator<ConnectAccountRequest>
{
    public ConnectAccountRules()
    {
        RuleFor(account => account.Username).Must(username => EmailAddress.TryParse(username, out _)).WithMessage($"{EmailAddress.Rule}.");
        RuleFor(account => account.Password).Must(Credentials.IsPassword).WithMessage(Credentials.PasswordRule);
        RuleFor(account => account.TotpSecret).Must(secret => secret is null or "" || Credentials.NormaliseTotp(secret) is not null).WithMessage(Credentials.TotpRule);
    }
}
