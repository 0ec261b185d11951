package io.tofu.sample.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The web page, wherever there is a spooler to be watched. */
@Configuration(proxyBeanMethods = false)
@Profile({ "spooler", "!worker" })
public class Web implements WebMvcConfigurer {

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new PageHeaders()).addPathPatterns("/", "/*.html", "/*.css", "/*.svg", "/js/*");
	}

}
