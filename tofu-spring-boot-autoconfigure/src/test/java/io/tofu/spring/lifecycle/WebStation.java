package io.tofu.spring.lifecycle;

import java.io.IOException;

import io.tofu.spring.TofuChannel;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A {@link Station} that is asked over HTTP, too, and asks its first peer then.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(Station.class)
@ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
class WebStation {

	public static void main(String[] arguments) {
		ChildProcess.endWithParent();
		Station.application(WebStation.class, WebApplicationType.SERVLET).run(arguments);
	}

	@Bean
	ServletRegistrationBean<HttpServlet> asking(Station station) {
		return new ServletRegistrationBean<>(new HttpServlet() {

			@Override
			protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
				TofuChannel peer = station.channel();
				response.getWriter().print(Station.ask(peer, "first") + ", " + Station.ask(peer, "second"));
			}

		}, "/ask");
	}

}
