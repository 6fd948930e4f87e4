using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Activity;

/// <summary>Makes the filter of a call: what is asked for, cut down to what the caller may read.</summary>
public sealed class ActivityScope(HubsTable hubs, HubPeopleTable people)
{
    /// <summary>Hub Owners read their hub's chain, Owner and SuperAdmin of the workspace every chain, and each person what is about themself.</summary>
    public async Task<ActivityFilter> OfAsync(HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var caller = request.GetCaller();
        var (hubId, memberId, userId) = (Text(request, "hubId"), Text(request, "memberId"), Text(request, "userId"));
        if (memberId is not null && hubId is null) throw FieldErrors.One("memberId", "needs hubId beside it.");
        var readsAll = hubId is null ? AccessRules.MayTakeOver(caller.Role) : await MayReadAsync(caller, hubId, cancel);
        if (!readsAll)
        {
            caller.Require(userId is null || userId == caller.Id, "read what is about others");
            userId = caller.Id;
        }

        return new(hubId, AllChains: hubId is null && userId is not null, memberId, userId, Time(request, "from"), Time(request, "to"));
    }

    /// <summary>Refuses unless the caller may read the whole chain.</summary>
    public async Task RequireWholeAsync(Caller caller, string? hubId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Require(hubId is null ? AccessRules.MayTakeOver(caller.Role) : await MayReadAsync(caller, hubId, cancel), "read the whole activity");
    }

    private async Task<bool> MayReadAsync(Caller caller, string hubId, CancellationToken cancel)
    {
        var access = await hubs.GetAsync(hubId, cancel) is null ? HubAccess.None : AccessRules.Of(caller.Role, await people.FindRoleAsync(hubId, caller.Id, cancel));
        return access switch
        {
            HubAccess.None => throw new RefusedException(RefusalKind.NotFound, "There is no such hub."),
            HubAccess.Name => false,
            _ => true,
        };
    }

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw FieldErrors.One(name, "must be a time in ISO 8601.");
    }
}
