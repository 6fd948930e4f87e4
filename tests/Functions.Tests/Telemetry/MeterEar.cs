using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>Hears what the app measures while it does what this test asks of it, and nothing of what other tests do at the same time.</summary>
internal sealed class MeterEar : IDisposable
{
    private static readonly AsyncLocal<MeterEar?> present = new();

    private readonly ConcurrentQueue<(string Name, double Value)> heard = new();
    private readonly MeterListener listener = new();

    public MeterEar()
    {
        present.Value = this;
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name.StartsWith("Seatkeeper.", StringComparison.Ordinal)) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Hear(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Hear(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Hear(instrument, value));
        listener.Start();
    }

    public IReadOnlyList<double> Heard(string name) => [.. heard.Where(one => one.Name == name).Select(one => one.Value)];

    public void Dispose()
    {
        listener.Dispose();
        present.Value = null;
    }

    private void Hear(Instrument instrument, double value)
    {
        if (present.Value == this) heard.Enqueue((instrument.Name, value));
    }
}
