using System.Diagnostics;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Dev.Client;

/// <summary>Automated tasks, and waiting for what they come to.</summary>
public static class TaskCalls
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    extension(SeatkeeperClient client)
    {
        public Task<TaskResponse> GetTaskAsync(string task, CancellationToken cancellation) => client.GetAsync<TaskResponse>($"tasks/{task}", cancellation);

        public Task<IReadOnlyList<TaskResponse>> ListTasksAsync(string hub, CancellationToken cancellation) =>
            client.ListAsync<TaskResponse>($"tasks?hubId={hub}", cancellation);

        public Task<TaskResponse> ApproveAsync(string task, string planDigest, CancellationToken cancellation) =>
            client.PostAsync<TaskResponse>($"tasks/{task}/approve", new ApproveRequest(planDigest), cancellation);

        public Task<TaskResponse> RejectAsync(string task, CancellationToken cancellation) => client.PostAsync<TaskResponse>($"tasks/{task}/reject", body: null, cancellation);

        public Task<TaskResponse> CancelAsync(string task, CancellationToken cancellation) => client.PostAsync<TaskResponse>($"tasks/{task}/cancel", body: null, cancellation);

        /// <summary>Polls a task until it ended, or waits for a person.</summary>
        public Task<TaskResponse> FollowAsync(string task, TimeSpan limit, CancellationToken cancellation, Action<TaskResponse>? seen = null) =>
            client.WaitForTaskAsync(task, found => found.IsOver || found.WaitsForPerson, limit, cancellation, seen);

        /// <summary>The one check that a connection starts; it is recorded a moment after the connection ended.</summary>
        public async Task<TaskResponse> WaitForFirstCheckAsync(string hub, TimeSpan limit, CancellationToken cancellation)
        {
            for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause, cancellation))
            {
                if ((await client.ListTasksAsync(hub, cancellation)).SingleOrDefault(found => found.Type == AutomatedTaskType.CheckForUpdates) is { } check)
                    return check;
                if (watch.Elapsed > limit)
                    throw new TimeoutException($"The hub {hub} has no check after {limit.TotalSeconds:0} s.");
            }
        }

        /// <summary>Polls a task until it is as wanted; says how it stood when it never was.</summary>
        public async Task<TaskResponse> WaitForTaskAsync(
            string task, Func<TaskResponse, bool> wanted, TimeSpan limit, CancellationToken cancellation, Action<TaskResponse>? seen = null)
        {
            var watch = Stopwatch.StartNew();
            while (true)
            {
                var found = await client.GetTaskAsync(task, cancellation);
                seen?.Invoke(found);
                if (wanted(found))
                    return found;
                if (watch.Elapsed > limit)
                    throw new TimeoutException($"Task {task} still is {found.Status} after {limit.TotalSeconds:0} s: {found.Progress}");
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    extension(TaskResponse task)
    {
        public bool IsOver => task.Status is AutomatedTaskStatus.Completed or AutomatedTaskStatus.CompletedWithErrors or AutomatedTaskStatus.Failed or AutomatedTaskStatus.Cancelled;

        public bool WaitsForPerson => task.Status is AutomatedTaskStatus.WaitingForApproval or AutomatedTaskStatus.WaitingForInput;
    }
}
