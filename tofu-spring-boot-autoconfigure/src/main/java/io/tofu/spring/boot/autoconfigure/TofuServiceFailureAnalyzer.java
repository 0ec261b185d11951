package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.service.TofuServiceConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a {@link TofuServiceConfigurationException}. */
final class TofuServiceFailureAnalyzer extends AbstractFailureAnalyzer<TofuServiceConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TofuServiceConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
