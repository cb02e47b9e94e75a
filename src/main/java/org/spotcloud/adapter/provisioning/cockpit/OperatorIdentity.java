package org.spotcloud.adapter.provisioning.cockpit;

import java.util.List;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.GroupQuery;
import org.camunda.bpm.engine.identity.NativeUserQuery;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.identity.TenantQuery;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.identity.UserQuery;
import org.camunda.bpm.engine.impl.GroupQueryImpl;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.TenantQueryImpl;
import org.camunda.bpm.engine.impl.UserQueryImpl;
import org.camunda.bpm.engine.impl.identity.ReadOnlyIdentityProvider;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.GroupEntity;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's view of users: there is the service's administrator, and nobody can be added. That also closes Camunda's
 * own set-up of a first user, and its log-in by password.
 */
final class OperatorIdentity implements ReadOnlyIdentityProvider {
    private final String user;

    OperatorIdentity(String user) {
        this.user = user;
    }

    @Override
    public User findUserById(String userId) {
        return user.equals(userId) ? administrator() : null;
    }

    @Override
    public UserQuery createUserQuery() {
        return new Users();
    }

    @Override
    public UserQuery createUserQuery(CommandContext context) {
        return new Users();
    }

    @Override
    public NativeUserQuery createNativeUserQuery() {
        throw new UnsupportedOperationException("users are not kept in the database");
    }

    @Override
    public boolean checkPassword(String userId, String password) {
        return false;
    }

    @Override
    public Group findGroupById(String groupId) {
        return Groups.CAMUNDA_ADMIN.equals(groupId) ? administrators() : null;
    }

    @Override
    public GroupQuery createGroupQuery() {
        return new AllGroups();
    }

    @Override
    public GroupQuery createGroupQuery(CommandContext context) {
        return new AllGroups();
    }

    @Override
    public Tenant findTenantById(String tenantId) {
        return null;
    }

    @Override
    public TenantQuery createTenantQuery() {
        return new NoTenants();
    }

    @Override
    public TenantQuery createTenantQuery(CommandContext context) {
        return new NoTenants();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private User administrator() {
        UserEntity administrator = new UserEntity(user);
        administrator.setFirstName(user);
        administrator.setLastName("");
        return administrator;
    }

    private static Group administrators() {
        GroupEntity administrators = new GroupEntity(Groups.CAMUNDA_ADMIN);
        administrators.setName("Administrators");
        administrators.setType(Groups.GROUP_TYPE_SYSTEM);
        return administrators;
    }

    private final class Users extends UserQueryImpl {
        private static final long serialVersionUID = 1L;

        @Override
        public long executeCount(CommandContext context) {
            return executeList(context, null).size();
        }

        @Override
        public List<User> executeList(CommandContext context, Page page) {
            boolean asked = (getId() == null || getId().equals(user))
                    && (getGroupId() == null || getGroupId().equals(Groups.CAMUNDA_ADMIN));
            return asked ? List.of(administrator()) : List.of();
        }
    }

    private final class AllGroups extends GroupQueryImpl {
        private static final long serialVersionUID = 1L;

        @Override
        public long executeCount(CommandContext context) {
            return executeList(context, null).size();
        }

        @Override
        public List<Group> executeList(CommandContext context, Page page) {
            boolean asked = (getId() == null || getId().equals(Groups.CAMUNDA_ADMIN))
                    && (getUserId() == null || getUserId().equals(user));
            return asked ? List.of(administrators()) : List.of();
        }
    }

    private static final class NoTenants extends TenantQueryImpl {
        private static final long serialVersionUID = 1L;

        @Override
        public long executeCount(CommandContext context) {
            return 0;
        }

        @Override
        public List<Tenant> executeList(CommandContext context, Page page) {
            return List.of();
        }
    }
}
