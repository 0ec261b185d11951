package io.tofu.spring.listener;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.engine.TofuEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HeaderConditionTests {

	private static Ampe ampe;

	@BeforeAll
	static void start() {
		ampe = TofuEngine.start(AmpeOptions.defaults());
	}

	@AfterAll
	static void stop() {
		ampe.close();
	}

	@ParameterizedTest
	@CsvSource({ "PDL, true", "pdl, false", "!PDL, false", "!Other, true", "PDL=PS, true", "PDL=PCL, true",
			"PDL=PDF, false", "PDL!=PDF, true", "PDL!=PS, false", "Other=x, false", "Other!=x, true",
			"' PDL = PS ', true", "Formula=a=b, true" })
	void isMetByHeaders(String condition, boolean expected) {
		try (Message message = ampe.get()) {
			message.headers().add("PDL", "PS").add("PDL", "PCL").add("Formula", "a=b");
			assertThat(HeaderCondition.parse(condition).isMetBy(message.headers())).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "!", "=x", "!=x", "!PDL=x" })
	void needsAName(String condition) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HeaderCondition.parse(condition));
	}

	@Test
	void saysWhatItDemands() {
		assertThat(HeaderCondition.parse("PDL")).hasToString("PDL");
		assertThat(HeaderCondition.parse("!PDL")).hasToString("!PDL");
		assertThat(HeaderCondition.parse("PDL=PS")).hasToString("PDL=PS");
		assertThat(HeaderCondition.parse("PDL!=PS")).hasToString("PDL!=PS");
	}

}
