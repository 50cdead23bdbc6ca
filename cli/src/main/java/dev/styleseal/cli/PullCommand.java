package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.hub.Hub;
import dev.styleseal.hub.HubName;
import dev.styleseal.hub.HubSettings;
import dev.styleseal.hub.PullListener;
import dev.styleseal.hub.PullPlan;
import dev.styleseal.hub.PullWish;
import dev.styleseal.hub.Pulled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal pull}: a base or a seal from the hub into its cache. */
@Command(
        name = "pull",
        sortOptions = false,
        description = {
            "Fetches a base model or a seal from the Hugging Face hub and says where it is.",
            "It goes into the hub's shared cache; what is there can be named in place of a path."
        },
        footer = {
            "",
            "An interrupted pull goes on where it ended. A token for gated models is read from HF_TOKEN.",
            "",
            "  styleseal pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16",
            "  styleseal generate --model stable-diffusion-v1-5/stable-diffusion-v1-5 --prompt fox"
        })
final class PullCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;
    private final Map<String, String> environment;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "ORGANISATION/NAME as in the address of its page; @REVISION behind it if not main")
    private String name = "";

    @Option(
            order = 1,
            names = "--file",
            paramLabel = "PATTERN",
            description = "only files of that path, with * and ?; may be repeated")
    private List<String> files = new ArrayList<>();

    @Option(order = 2, names = "--variant", paramLabel = "NAME", description = "of the weights, such as fp16")
    private @Nullable String variant;

    @Option(order = 3, names = "--list", description = "say what would be fetched, and end")
    private boolean list;

    @Option(order = 4, names = "--offline", description = "ask nobody; say where it is in the cache")
    private boolean offline;

    @Option(
            order = 5,
            names = "--cache",
            paramLabel = "DIR",
            description = "another cache; else HF_HUB_CACHE, or ~/.cache/huggingface/hub")
    private @Nullable Path cache;

    @Option(
            order = 6,
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file with a token; else HF_TOKEN, or the file that huggingface-cli wrote")
    private @Nullable Path tokenFile;

    @Option(order = 7, names = "--json", description = "write the result as JSON to standard output")
    private boolean json;

    PullCommand(Console console, Interruption interruption, Map<String, String> environment) {
        this.console = console;
        this.interruption = interruption;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        HubName repository = HubName.parse(name);
        PullWish wish = new PullWish(files, Optional.ofNullable(variant));
        HubSettings settings = settings();
        PullPlan plan = Hub.of(settings, new Notices(console), interruption.cancellation())
                .plan(repository, wish);
        PullWords words = new PullWords(console, plan);
        if (!list) {
            pull(settings, plan, words);
        } else if (json) {
            console.result(words.json());
        } else {
            words.list();
        }
        return 0;
    }

    private HubSettings settings() {
        HubSettings settings = HubSettings.of(environment);
        settings = cache == null ? settings : settings.withCache(cache);
        settings = tokenFile == null ? settings : settings.withTokenFile(tokenFile);
        return offline ? settings.withoutNetwork() : settings;
    }

    private void pull(HubSettings settings, PullPlan plan, PullWords words) {
        words.announce();
        interruption.guard("Stopping; what was fetched stays, and the same command goes on from there.");
        Pulled pulled;
        try (PullProgress progress = new PullProgress(console, plan.bytes(), System::nanoTime)) {
            pulled = Hub.of(settings, progress, interruption.cancellation()).pull(plan);
        }
        if (pulled.fetchedBytes() == 0) {
            console.say("All of it was in the cache already.");
        } else {
            console.say("Fetched {0}.", Numbers.bytes(pulled.fetchedBytes()));
        }
        if (json) {
            console.result(words.json(pulled));
        } else {
            console.result("{0}", pulled.path());
        }
    }

    /** Before anything is fetched there is nothing to show but words. */
    private record Notices(Console console) implements PullListener {
        @Override
        public void at(long done, long total, String file) {}

        @Override
        public void notice(Message notice) {
            console.say(notice);
        }
    }
}
