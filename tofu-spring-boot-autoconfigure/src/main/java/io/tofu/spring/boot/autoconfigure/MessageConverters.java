package io.tofu.spring.boot.autoconfigure;

import java.util.List;

import io.tofu.spring.JsonPayloadConverter;
import io.tofu.spring.TofuMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What payloads may be; imported in this order. */
final class MessageConverters {

	private MessageConverters() {
	}

	/** Objects as JSON, by the application's mapper. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class Json {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(JsonMapper.class)
		TofuMessageConverter tofuMessageConverter(JsonMapper mapper) {
			return new TofuMessageConverter(List.of(new JsonPayloadConverter(mapper)));
		}

	}

	/** Bytes and text only. */
	@Configuration(proxyBeanMethods = false)
	static class BytesAndText {

		@Bean
		@ConditionalOnMissingBean
		TofuMessageConverter tofuMessageConverter() {
			return new TofuMessageConverter(List.of());
		}

	}

}
