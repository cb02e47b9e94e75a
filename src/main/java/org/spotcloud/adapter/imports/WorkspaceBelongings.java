package org.spotcloud.adapter.imports;

import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Belonging;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.RunningImports;

/** The folders of imports in the workspace of this node; their ids begin with the node's. */
final class WorkspaceBelongings implements Belongings {
    private final Workspaces workspaces;
    private final RunningImports running;
    private final String node;

    WorkspaceBelongings(Workspaces workspaces, RunningImports running, NodeId node) {
        this.workspaces = workspaces;
        this.running = running;
        this.node = node.id() + "/";
    }

    @Override
    public Belonging.Kind kind() {
        return Belonging.Kind.WORKSPACE;
    }

    @Override
    public List<Belonging> list() {
        return workspaces.list().stream()
                .flatMap(importId -> look(node + importId).stream())
                .toList();
    }

    @Override
    public Optional<Belonging> look(String id) {
        String importId = importId(id);
        return workspaces
                .changed(importId)
                .map(changed -> new Belonging(
                        Belonging.Kind.WORKSPACE,
                        id,
                        importId,
                        Optional.of(changed),
                        "folder, last written " + changed));
    }

    @Override
    public boolean isOwned(Belonging folder) {
        return running.runs(folder.name());
    }

    @Override
    public void remove(Belonging folder) {
        workspaces.clean(folder.name());
    }

    @Override
    public boolean sees(String id) {
        return id.startsWith(node);
    }

    private String importId(String id) {
        if (!sees(id)) {
            throw new IllegalArgumentException("not a workspace of this node: " + id);
        }
        return id.substring(node.length());
    }
}
