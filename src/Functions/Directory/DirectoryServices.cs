using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>Registers what the directory of people needs.</summary>
internal static class DirectoryServices
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) => services.AddSingleton<Leaving>().AddSingleton<UntoldPeopleTable>().AddSingleton<PeopleNews>();
}
