using LocalHost.SampleApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
if (builder.Configuration["Sample:FailAtStart"] is { Length: > 0 } reason)
    throw new InvalidOperationException(reason);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton<Journal>();
await builder.Build().RunAsync();
