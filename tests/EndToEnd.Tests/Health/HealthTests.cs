using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Health;

[Collection(nameof(OneApp))]
public sealed class HealthTests(OneApp app)
{
    [Fact]
    public async Task Answers_anyone_that_it_is_up_and_ready()
    {
        using var anyone = app.Deployment.App.Client(key: null);

        foreach (var path in new[] { "health/live", "health/ready" })
        {
            using var answer = await anyone.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path} was answered {(int)answer.StatusCode}");
        }
    }
}
