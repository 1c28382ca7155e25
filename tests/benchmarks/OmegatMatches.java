import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import java.util.TreeMap;
import org.omegat.core.Core;
import org.omegat.core.data.ProjectProperties;
import org.omegat.core.data.RealProject;
import org.omegat.core.matching.NearString;
import org.omegat.core.statistics.FindMatches;
import org.omegat.filters2.master.PluginUtils;
import org.omegat.util.ProjectFileStorage;
import org.omegat.util.RuntimePreferences;

/**
 * What OmegaT's own search for fuzzy matches takes, without its windows: as its matches pane searches.
 *
 * Arguments: a project folder, a file with a query a line, a folder for its settings. One line a query, after one that
 * is not counted: milliseconds of CPU, of wall time, the best score. Run by lookup.py beside it, from OmegaT.jar.
 */
public final class OmegatMatches {
    private static final int MATCHES = 5;

    public static void main(String[] args) throws Exception {
        RuntimePreferences.setConfigDir(args[2]);
        PluginUtils.loadPlugins(new TreeMap<>());
        Core.initializeConsole(new TreeMap<>());
        ProjectProperties properties = ProjectFileStorage.loadProjectProperties(new File(args[0]));
        RealProject project = new RealProject(properties, null);
        project.loadProject(true);
        Core.setProject(project);
        List<String> queries = Files.readAllLines(Paths.get(args[1]), StandardCharsets.UTF_8);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        search(queries.get(0));
        System.out.println("ready");
        for (String query : queries) {
            long cpu = threads.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            int best = search(query);
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            System.out.printf("%.3f %.3f %d%n", cpu / 1e6, wall / 1e6, best);
        }
        System.exit(0);
    }

    private static int search(String query) throws Exception {
        FindMatches finder = new FindMatches(Core.getProject().getSourceTokenizer(), MATCHES, true, false);
        List<NearString> found = finder.search(Core.getProject(), query, true, true, () -> false);
        return found.isEmpty() ? 0 : found.get(0).scores[0].adjustedScore;
    }
}
