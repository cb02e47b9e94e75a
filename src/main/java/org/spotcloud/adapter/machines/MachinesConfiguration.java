package org.spotcloud.adapter.machines;

import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.spotcloud.adapter.catalog.Capacity;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.Packages;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class MachinesConfiguration {
    @Bean
    Orders orders(
            Machines machines,
            Transactions transactions,
            Usage usage,
            HardwareTemplates hardware,
            Packages packages,
            Provisioning provisioning,
            Selling selling,
            PlatformTransactionManager transactionManager,
            Clock clock,
            Supplier<UUID> idSource,
            @Qualifier("installationId") String installation) {
        return new Orders(
                machines,
                transactions,
                usage,
                hardware,
                packages,
                provisioning,
                selling,
                new TransactionTemplate(transactionManager),
                clock,
                idSource,
                installation);
    }

    @Bean
    UtilizationReader utilizationReader(ObjectProvider<Capacity> sources, Selling selling, Machines machines) {
        return new UtilizationReader(
                sources.orderedStream().toList(), selling, machines, () -> HostLoads.read(Path.of("/proc/loadavg")));
    }

    @Bean
    Powers powers(Machines machines, Provisioning provisioning) {
        return new Powers(machines, provisioning);
    }

    @Bean
    Launches launches(
            Machines machines,
            Transactions transactions,
            Usage usage,
            Orders orders,
            Powers powers,
            Provisioning provisioning) {
        return new Launches(machines, transactions, usage, orders, powers, provisioning);
    }
}
