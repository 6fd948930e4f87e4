using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Members;

/// <summary>Lists a hub's members.</summary>
public sealed class ListMembers(HubCalls calls, MembersTable members)
{
    /// <summary>One page, in the order of ids. Members that are gone only where <c>presence=Gone</c> asks for them.</summary>
    [ApiCall("List a hub's members", Answer = typeof(ListResponse<MemberResponse>), Query = ["status", "search", "appRole", "presence", "stage"])]
    [Function(nameof(ListMembers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/members")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var page = PageRequest.Of(request);
        var (found, next) = await members.ListAsync(hub, FilterOf(request), page.Limit, page.Continuation, cancel);
        return Results.Ok(new Page<MemberResponse>([.. found.Select(member => HubViews.Member(member, call.Hub))], next).ToList());
    }

    private static MemberFilter FilterOf(HttpRequest request)
    {
        var errors = new FieldErrors();
        var search = request.Query["search"].ToString().Trim();
        var filter = new MemberFilter(
            Parse<MemberStatus>("status"), Parse<AppRole>("appRole"), Parse<Presence>("presence"), Parse<MemberStage>("stage"), search.Length == 0 ? null : search);
        errors.ThrowIfAny();
        return filter;

        TEnum? Parse<TEnum>(string name) where TEnum : struct, Enum
        {
            var text = request.Query[name].ToString();
            if (text.Length == 0)
                return null;
            if (!text.All(char.IsAsciiLetter) || !Enum.TryParse<TEnum>(text, ignoreCase: true, out var value))
            {
                errors.Add(name, $"must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
                return null;
            }

            return value;
        }
    }
}
