using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Domain.Tests.Failures;

public sealed class RefusalCatalogTests
{
    public static TheoryData<RefusalKind> EveryKind => [.. Enum.GetValues<RefusalKind>()];

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Has_a_status_a_title_and_a_remedy(RefusalKind kind)
    {
        var description = RefusalCatalog.Describe(kind);

        Assert.Equal(kind, description.Kind);
        Assert.InRange(description.Status, 400, 499);
        Assert.Matches("^[A-Z][^.]+$", description.Title);
        Assert.Matches("^[A-Z].+[.]$", description.Remedy);
    }

    [Theory]
    [InlineData(RefusalKind.Invalid, 400)]
    [InlineData(RefusalKind.NotAuthenticated, 401)]
    [InlineData(RefusalKind.NotAllowed, 403)]
    [InlineData(RefusalKind.NotFound, 404)]
    [InlineData(RefusalKind.IdentifierTaken, 409)]
    [InlineData(RefusalKind.PreconditionFailed, 412)]
    [InlineData(RefusalKind.TooLarge, 413)]
    [InlineData(RefusalKind.IdempotencyKeyReused, 422)]
    [InlineData(RefusalKind.TooManyRequests, 429)]
    public void Answers_with_the_status_of_the_api(RefusalKind kind, int status) => Assert.Equal(status, RefusalCatalog.Describe(kind).Status);
}
