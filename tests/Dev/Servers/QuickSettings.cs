namespace Seatkeeper.Dev.Servers;

/// <summary>Settings with which nothing waits longer than a test or a soak has to; what dies with its host is seen again soon.</summary>
public static class QuickSettings
{
    private const string Engine = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__";

    public static IReadOnlyDictionary<string, string?> All { get; } = new Dictionary<string, string?>
    {
        [Engine + "maxQueuePollingInterval"] = "00:00:00.200",
        [Engine + "workItemQueueVisibilityTimeout"] = "00:00:45",
        [Engine + "controlQueueVisibilityTimeout"] = "00:01:00",
        [Engine + "partitionCount"] = "1",
        ["Browser__SignInSpacing"] = "00:00:00.001",
        ["Retries__FirstInterval"] = "00:00:00.200",
        ["Retries__LongestInterval"] = "00:00:01",
    };
}
