using Microsoft.Extensions.DependencyInjection;

namespace Seatkeeper.Functions.Directory;

/// <summary>Registers what the directory of people needs.</summary>
internal static class DirectoryServices
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) => services.AddSingleton<Leaving>();
}
