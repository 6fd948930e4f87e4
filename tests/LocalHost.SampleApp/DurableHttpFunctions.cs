using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.SampleApp;

/// <summary>Starts and follows orchestrations through the durable client, as an app does.</summary>
public sealed class DurableHttpFunctions
{
    [Function(nameof(StartFlow))]
    public async Task<IActionResult> StartFlow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "flows/{flow}/{id}")] HttpRequest request, string flow, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        using var reader = new StreamReader(request.Body);
        var input = await reader.ReadToEndAsync(cancel);
        await client.ScheduleNewOrchestrationInstanceAsync(flow, input.Length == 0 ? null : input, new StartOrchestrationOptions { InstanceId = id }, cancel);
        return new AcceptedResult($"/api/flows/{id}", client.CreateHttpManagementPayload(id));
    }

    [Function(nameof(GetFlow))]
    public async Task<IActionResult> GetFlow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flows/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancel);
        return instance is null ? new NotFoundResult() : new OkObjectResult(new
        {
            status = instance.RuntimeStatus.ToString(),
            output = instance.SerializedOutput,
            customStatus = instance.SerializedCustomStatus,
        });
    }

    [Function(nameof(RaiseEvent))]
    public async Task<IActionResult> RaiseEvent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "flows/{id}/events/{name}/{value}")] HttpRequest request, string id, string name, string value,
        [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        await client.RaiseEventAsync(id, name, value, cancel);
        return new NoContentResult();
    }
}
