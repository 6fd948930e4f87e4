namespace LocalHost.Settings;

/// <summary>The app, its settings or its surroundings are such that this host will not start; the message names the place and what is wrong.</summary>
internal sealed class RefusalException : Exception
{
    public RefusalException(string message) : base(message)
    {
    }

    public RefusalException(string message, Exception inner) : base(message, inner)
    {
    }
}
