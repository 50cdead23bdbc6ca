package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trees as Linux shows them; 1 kB of /proc is 1024 bytes. */
class SystemMemoryTest {
    @TempDir
    private Path root;

    @BeforeEach
    void linux() throws IOException {
        write("proc/meminfo", "MemTotal:  16000 kB\nMemAvailable:    8000 kB\nHugePages_Total:       0\n");
        write(
                "proc/self/status",
                "Name:\tjava\nVmHWM:\t    3000 kB\nVmRSS:\t    2000 kB\nRssFile:\t 500 kB\nVmSwap:\t 7 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void aProcessCanHaveWhatIsAvailableAndWhatItHoldsBesideFiles() {
        SystemMemory memory = new SystemMemory(root);
        assertThat(memory.held()).contains(new SystemMemory.Held(2000 << 10, 3000 << 10, 500 << 10, 7 << 10));
        assertThat(memory.room()).hasValue((8000 + 2000 - 500) << 10);
    }

    @Test
    void aGroupOfTheSecondVersionBindsWhatIsBelowIt() throws IOException {
        write("proc/self/cgroup", "0::/user/train\n");
        write("sys/fs/cgroup/user/memory.max", "5000000\n");
        write("sys/fs/cgroup/user/memory.current", "4000000\n");
        write("sys/fs/cgroup/user/memory.stat", "anon 3500000\nactive_file 100000\ninactive_file 300000\n");
        write("sys/fs/cgroup/user/train/memory.max", "max\n");
        write("sys/fs/cgroup/user/train/memory.current", "4000000\n");
        write("sys/fs/cgroup/user/train/memory.stat", "");
        assertThat(CgroupMemory.free(root)).hasValue(5000000 - 4000000 + 100000 + 300000);
        assertThat(new SystemMemory(root).room()).hasValue(1400000 + (1500 << 10));
    }

    @Test
    void aGroupOfTheFirstVersionIsFoundWhereTheContainerSeesIt() throws IOException {
        write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/docker/abc\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500000\n");
        write("sys/fs/cgroup/memory/memory.stat", "cache 9\ntotal_active_file 1000\ntotal_inactive_file 200\n");
        assertThat(CgroupMemory.free(root)).hasValue(501200);
    }

    @Test
    void withoutALimitTheMachineDecides() throws IOException {
        write("proc/self/cgroup", "0::/../outside\n");
        assertThat(CgroupMemory.free(root)).isEmpty();
        assertThat(new SystemMemory(root).room()).hasValue(9500 << 10);
    }

    @Test
    void aSystemWithoutProcTellsNoPeak(@TempDir Path empty) {
        SystemMemory memory = new SystemMemory(empty);
        assertThat(memory.held()).isEmpty();
        assertThat(memory.forgetPeak()).isFalse();
        assertThat(memory.room()).isPresent();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisProcessHoldsMoreThanTenMegabytes() {
        SystemMemory.Held held = SystemMemory.ofThisMachine().held().orElseThrow();
        System.out.printf(
                "this process: %s, room %s%n",
                held, SystemMemory.ofThisMachine().room());
        assertThat(held.resident()).isGreaterThan(10 << 20);
        assertThat(held.peak()).isGreaterThanOrEqualTo(held.resident() / 2);
    }
}
