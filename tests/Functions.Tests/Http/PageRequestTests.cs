using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

public sealed class PageRequestTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    [Fact]
    public void A_continuation_is_what_the_page_before_ended_with()
    {
        var given = new Page<int>([], "zoë|17").ToList().Continuation ?? "";

        Assert.Equal(new PageRequest(100, "zoë|17"), PageRequest.Of(Asking(given)));
    }

    [Fact]
    public void A_continuation_that_no_list_gives_is_refused_before_storage_sees_it()
    {
        string[] never = ["~", new string('a', 6_000), Base64Url.EncodeToString([0xFF, 0xFE]), Base64Url.EncodeToString(Encoding.UTF8.GetBytes("a\0b")), Base64Url.EncodeToString(Encoding.UTF8.GetBytes("a\r\nb"))];

        foreach (var continuation in never)
        {
            var refused = Assert.Throws<RefusedException>(() => PageRequest.Of(Asking(continuation)));
            Assert.Equal(["continuation"], refused.Refusal.Fields?.Keys ?? []);
        }
    }

    [Theory]
    [InlineData("tasks?hubId=")]
    [InlineData("activity?hubId=")]
    [InlineData("accounts/")]
    public async Task What_no_row_can_be_named_by_is_not_there(string path)
    {
        foreach (var id in new[] { "file:///etc/passwd", "a\\b", "a#b", "a?b", "a\0b\r\n", new string('a', 2_000) })
        {
            if (path.EndsWith('/') && id.Contains('\0', StringComparison.Ordinal)) continue;
            (await platform.Owner.GetAsync(path + Uri.EscapeDataString(id))).ExpectProblem(System.Net.HttpStatusCode.NotFound, "notFound");
        }
    }

    private static HttpRequest Asking(string continuation)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = QueryString.Create("continuation", continuation);
        return request;
    }
}
