package io.tofu.sample.worker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** A worker, in every process that is not a spooler alone. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties(WorkerProperties.class)
@Profile({ "worker", "!spooler" })
public class Worker {

}
