package io.tofu.sample.quotes;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Echo and quotes, wherever this process listens. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@Profile({ "spooler", "!worker" })
public class Quotes {

}
