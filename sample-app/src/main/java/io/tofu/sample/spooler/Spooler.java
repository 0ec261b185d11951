package io.tofu.sample.spooler;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The spooler, in every process that is not a worker alone. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties(SpoolerProperties.class)
@Profile({ "spooler", "!worker" })
public class Spooler {

}
