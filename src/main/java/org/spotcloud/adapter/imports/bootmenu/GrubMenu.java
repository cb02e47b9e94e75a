package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spotcloud.adapter.imports.bootmenu.GrubScript.Command;

/**
 * The menu of GRUB 2: {@code grub.cfg}. Its script is run once, from top to bottom: variables, the environment block
 * and conditions count; loops and functions do not run. Number and depth of what it makes have bounds.
 */
final class GrubMenu {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ITEMS = 1024;
    private static final int MAX_VARIABLES = 1024;
    private static final int MAX_FILES = 64;

    private static final String DEFAULT = "default";
    private static final String ID_OPTION = "--id";
    /** What GRUB has set when it reads its configuration on a PC. */
    private static final Map<String, String> BUILT_IN = Map.of(
            "grub_platform", "pc",
            "feature_menuentry_id", "y",
            "feature_timeout_style", "y",
            "feature_platform_search_hint", "y",
            "menuentry_id_option", ID_OPTION);

    private static final List<String> KEYWORDS = List.of("if", "while", "until", "for");
    private static final List<String> OPTIONS_WITH_VALUE = List.of(ID_OPTION, "--class", "--users", "--hotkey");

    /** What is open at some place of the script. */
    private static final class Block {
        private final String opener;
        private final boolean reached;
        private boolean runs;
        private boolean hasRun;
        private Optional<MenuItem> item = Optional.empty();
        private Map<String, String> variablesBefore = Map.of();

        Block(String opener, boolean reached, boolean runs) {
            this.opener = opener;
            this.reached = reached;
            this.runs = reached && runs;
            this.hasRun = runs;
        }

        /** The next branch of an {@code if}. */
        void branch(boolean condition) {
            runs = reached && condition && !hasRun;
            hasRun |= condition;
        }
    }

    private final BootFolder disk;
    private final String folder;
    private final Map<String, String> variables = new HashMap<>(BUILT_IN);
    private final List<MenuItem> top = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private int itemCount;
    private int fileCount;
    private boolean entriesRead;

    /** @param folder where the configuration and the environment block are */
    GrubMenu(BootFolder disk, String folder) {
        this.disk = disk;
        this.folder = folder;
        variables.put("prefix", folder);
        variables.put("config_directory", folder);
    }

    /** What it starts; empty when that is not Linux, or the script goes beyond the bounds. */
    Optional<BootEntry> defaultEntry(String text) {
        GrubScript script = new GrubScript(text, variables);
        for (Optional<Command> command = script.next(); command.isPresent(); command = script.next()) {
            run(command.get());
            if (blocks.size() > MAX_DEPTH || itemCount > MAX_ITEMS) {
                return Optional.empty();
            }
        }
        return MenuItem.choose(top, variables.getOrDefault(DEFAULT, ""));
    }

    private void run(Command command) {
        if (command.closes()) {
            close();
            return;
        }
        String name = command.name();
        List<String> arguments = command.words()
                .subList(Math.min(1, command.words().size()), command.words().size());
        switch (name) {
            case "then", "do" -> run(new Command(arguments, command.opens(), false));
            case "if" -> open(name, GrubCondition.holds(arguments, this::isThere));
            case "elif" -> branch(GrubCondition.holds(arguments, this::isThere));
            case "else" -> {
                branch(true);
                run(new Command(arguments, command.opens(), false));
            }
            case "fi", "done" -> closeKeyword();
            case "while", "until", "for" -> open(name, false);
            case "menuentry", "submenu" -> openItem(command, arguments);
            default -> {
                if (command.opens()) {
                    open(name, !name.equals("function"));
                } else if (runs()) {
                    runCommand(name, arguments);
                }
            }
        }
    }

    private void runCommand(String name, List<String> arguments) {
        switch (name) {
            case "set" -> arguments.forEach(this::assign);
            case "unset" -> arguments.forEach(variables::remove);
            case "load_env" -> loadEnvironment();
            case "blscfg" -> addLoaderEntries();
            case "linux", "linux16", "linuxefi" ->
                item().ifPresent(item ->
                        arguments.stream().findFirst().flatMap(BootEntry::path).ifPresent(item::kernel));
            case "initrd", "initrd16", "initrdefi" ->
                item().ifPresent(item ->
                        arguments.forEach(word -> BootEntry.path(word).ifPresent(item::addRamdisk)));
            default -> assign(name);
        }
    }

    private void loadEnvironment() {
        if (fileCount++ < MAX_FILES) {
            GrubEnvironment.read(disk, folder).forEach(this::put);
        }
    }

    private void addLoaderEntries() {
        if (!entriesRead) {
            entriesRead = true;
            items().addAll(LoaderEntries.read(disk, variables));
        }
    }

    private boolean isThere(String path) {
        return fileCount++ < MAX_FILES
                && BootEntry.path(path)
                        .flatMap(disk::text)
                        .filter(text -> !text.isEmpty())
                        .isPresent();
    }

    /** {@code name=value}; other words mean nothing here. */
    private void assign(String word) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            put(word.substring(0, equals), word.substring(equals + 1));
        }
    }

    private void put(String name, String value) {
        if (variables.size() < MAX_VARIABLES || variables.containsKey(name)) {
            variables.put(name, value);
        }
    }

    private boolean runs() {
        return blocks.isEmpty() || blocks.getFirst().runs;
    }

    private void open(String opener, boolean condition) {
        blocks.push(new Block(opener, runs(), condition));
    }

    private void openItem(Command command, List<String> arguments) {
        if (!command.opens()) {
            return;
        }
        boolean runs = runs();
        Optional<MenuItem> item = runs ? Optional.of(newItem(arguments)) : Optional.empty();
        open(command.name(), true);
        blocks.getFirst().item = item;
        blocks.getFirst().variablesBefore = runs ? Map.copyOf(variables) : Map.of();
    }

    private MenuItem newItem(List<String> arguments) {
        String title = "";
        String id = "";
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (OPTIONS_WITH_VALUE.contains(word) && i + 1 < arguments.size()) {
                i++;
                id = word.equals(ID_OPTION) ? arguments.get(i) : id;
            } else if (word.startsWith(ID_OPTION + "=")) {
                id = word.substring(ID_OPTION.length() + 1);
            } else if (title.isEmpty() && !word.startsWith("--")) {
                title = word;
            }
        }
        MenuItem item = new MenuItem(title, id);
        items().add(item);
        itemCount++;
        return item;
    }

    private void branch(boolean condition) {
        if (!blocks.isEmpty() && blocks.getFirst().opener.equals("if")) {
            blocks.getFirst().branch(condition);
        }
    }

    /** The end of what a keyword has opened. */
    private void closeKeyword() {
        if (!blocks.isEmpty() && KEYWORDS.contains(blocks.getFirst().opener)) {
            blocks.pop();
        }
    }

    /** A closing brace: the item's variables end with it, and so do keywords within that have no end. */
    private void close() {
        while (!blocks.isEmpty()) {
            Block block = blocks.pop();
            if (block.item.isPresent()) {
                variables.clear();
                variables.putAll(block.variablesBefore);
            }
            if (!KEYWORDS.contains(block.opener)) {
                return;
            }
        }
    }

    /** The innermost item that is open. */
    private Optional<MenuItem> item() {
        return blocks.stream().flatMap(block -> block.item.stream()).findFirst();
    }

    private List<MenuItem> items() {
        return item().map(MenuItem::items).orElse(top);
    }
}
