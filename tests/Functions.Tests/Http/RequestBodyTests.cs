using System.Net;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Http;

public sealed class RequestBodyTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    [Theory]
    [InlineData("""{"name":"x","email":"x@example.com","shoe":44}""", "shoe")]
    [InlineData("""{"Name":"x"}""", "Name")]
    [InlineData("""{"shoe size":44}""", "shoe size")]
    [InlineData("""{"":44}""", "\"\"")]
    [InlineData("""{"x\"y":44}""", "x\"y")]
    [InlineData("""{"name":44}""", "name")]
    [InlineData("""{"name":{"first":"x"}}""", "name")]
    [InlineData("""{"name":"x","name":"y"}""", "name")]
    public async Task A_field_that_is_unknown_wrong_or_there_twice_is_named(string body, string field) =>
        (await PostAsync(body)).ExpectInvalid(field);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("hello")]
    [InlineData("""{"name":"x",}""")]
    [InlineData("""{"name":"x"} {"name":"y"}""")]
    public async Task What_is_no_JSON_object_is_refused(string body) => (await PostAsync(body)).ExpectProblem(HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public async Task Another_content_type_is_refused() =>
        (await platform.Owner.PostTextAsync("directory/partners", "{}", "text/plain")).ExpectProblem(HttpStatusCode.BadRequest, "invalid");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_one_mebibyte_is_refused_whether_its_length_is_told_or_not(bool chunked)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("{\"name\":\"" + new string('x', 1024 * 1024) + "\"}");
        using HttpContent content = chunked ? new StreamContent(new UnseekableStream(bytes)) : new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");

        (await platform.Owner.SendAsync(HttpMethod.Post, "directory/partners", content)).ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
    }

    [Fact]
    public async Task Problems_tell_type_remedy_and_trace_and_no_answer_is_cached()
    {
        var problem = (await PostAsync("{}")).ExpectInvalid("name", "email").Json;

        Assert.Equal("urn:seatkeeper:problem:invalid", problem["type"]?.GetValue<string>());
        Assert.All(new[] { "title", "detail", "remedy", "traceId" }, name => Assert.NotEmpty(problem[name]?.GetValue<string>() ?? ""));
    }

    private Task<ApiAnswer> PostAsync(string body) => platform.Owner.PostTextAsync("directory/partners", body);

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
